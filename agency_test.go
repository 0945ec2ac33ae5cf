package fanvue_test

func agencyCases() []operationCase { return nil }
