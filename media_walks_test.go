package fanvue_test

func mediaWalks() []walkCase { return nil }
