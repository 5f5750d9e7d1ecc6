#define SJ_TARGET
#define SJ_FIELDS sj_fields_portable
#include "Fields.inc"
