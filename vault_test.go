package fanvue_test

func vaultCases() []operationCase { return nil }
