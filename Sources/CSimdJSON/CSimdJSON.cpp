#include "CSimdJSON.h"
#include <simdjson.h>

using namespace simdjson;

extern "C" int sj_parse(const void *text, size_t length, sj_tape *out) {
    // One parser a thread: its buffers grow to the largest text seen and are used again.
    thread_local dom::parser parser;
    auto result = parser.parse(static_cast<const char *>(text), length);
    if (result.error()) return result.error();
    out->tape = parser.doc.tape.get();
    out->strings = parser.doc.string_buf.get();
    return 0;
}

int sj_fields_portable(const void *text, size_t length, sj_field *out, int capacity);
int sj_fields_avx2(const void *text, size_t length, sj_field *out, int capacity);

extern "C" int sj_fields(const void *text, size_t length, sj_field *out, int capacity) {
#if defined(__x86_64__)
    static const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("pclmul");
    if (avx2) return sj_fields_avx2(text, length, out, capacity);
#endif
    return sj_fields_portable(text, length, out, capacity);
}

extern "C" const char *sj_error_text(int code) { return error_message(error_code(code)); }
