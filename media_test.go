package fanvue_test

func mediaCases() []operationCase { return nil }
