#if defined(__x86_64__)
#define SIMDJSON_BUILTIN_IMPLEMENTATION haswell
#define SJ_TARGET __attribute__((target("avx2,bmi,pclmul,lzcnt,popcnt")))
#define SJ_FIELDS sj_fields_avx2
#include "Fields.inc"
#endif
