package fanvue_test

func unpublishedCases() []operationCase { return nil }
