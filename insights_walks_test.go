package fanvue_test

func insightsWalks() []walkCase { return nil }
