package fanvue_test

func earningsCases() []operationCase { return nil }
