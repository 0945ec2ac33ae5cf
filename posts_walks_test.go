package fanvue_test

func postWalks() []walkCase { return nil }
