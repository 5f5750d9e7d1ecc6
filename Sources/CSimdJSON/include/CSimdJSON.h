// simdjson behind a C header: the parsed tape for whole values, and the top-level fields of one object for the hot path.
#pragma once
#if !__has_include(<simdjson.h>)
#error "simdjson is missing. Debian: apt-get install libsimdjson-dev   Homebrew: brew install simdjson"
#endif
#include <stddef.h>
#include <stdint.h>

#if defined(__cplusplus)
extern "C" {
#endif

/// Readable bytes that must follow every text given to `sj_fields`.
#define SJ_PADDING 64
static const size_t sj_padding = SJ_PADDING;

/// A parsed text: simdjson's tape (doc/tape.md of simdjson) and the strings it points into.
/// Valid until the next `sj_parse` on the same thread.
typedef struct {
    const uint64_t *_Nullable tape;
    const uint8_t *_Nullable strings;
} sj_tape;

/// Parses a whole text. 0, or an error code for `sj_error_text`.
int sj_parse(const void *_Nonnull text, size_t length, sj_tape *_Nonnull out);

/// One top-level field. Key and value point into the text: the key without quotes and with its escapes, the value as raw JSON.
typedef struct {
    const uint8_t *_Nonnull key;
    const uint8_t *_Nonnull value;
    uint32_t key_length;
    uint32_t value_length;
    /// '"' string, '{' object, '[' array, 'n' null, 't' true, 'f' false, '0' number
    uint8_t kind;
} sj_field;

/// The top-level fields of one JSON object, in order, without decoding them. The count (at most `capacity`, further fields
/// are passed over), or minus an error code. The text needs `SJ_PADDING` readable bytes behind it.
int sj_fields(const void *_Nonnull text, size_t length, sj_field *_Nonnull out, int capacity);

const char *_Nonnull sj_error_text(int code);

#if defined(__cplusplus)
}
#endif
