package fanvue_test

func agencyTeamCases() []operationCase { return nil }
