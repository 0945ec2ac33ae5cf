package fanvue_test

func postReactionCases() []operationCase { return nil }
