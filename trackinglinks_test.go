package fanvue_test

func trackingLinkCases() []operationCase { return nil }
