package fanvue_test

func postCases() []operationCase { return nil }
