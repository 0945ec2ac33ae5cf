package fanvue_test

func fanInsightsCases() []operationCase { return nil }
