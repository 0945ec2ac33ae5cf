package fanvue_test

func collectionCases() []operationCase { return nil }
