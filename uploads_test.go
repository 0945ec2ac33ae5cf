package fanvue_test

func uploadCases() []operationCase { return nil }
