package fanvue_test

func insightsCases() []operationCase { return nil }
