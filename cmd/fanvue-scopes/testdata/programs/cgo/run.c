#include "_cgo_export.h"

void run(void) { goChats(); }
