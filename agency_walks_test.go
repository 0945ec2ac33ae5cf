package fanvue_test

func agencyWalks() []walkCase { return nil }
