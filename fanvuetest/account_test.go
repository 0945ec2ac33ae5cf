package fanvuetest_test

import (
	"testing"

	"github.com/fanvue-go/fanvue/fanvuetest"
)

func TestMistakesPanic(t *testing.T) {
	server := newServer(t)
	for name, mistake := range map[string]func(){
		"unknown user":    func() { server.Me().Receive(unknownUUID, "hi") },
		"unknown message": func() { server.Me().Purchase(jonas, unknownUUID) },
		"free message":    func() { server.Me().Purchase(jonas, server.Me().Messages(jonas)[0].UUID) },
		"no chat":         func() { server.Me().Purchase(fanvuetest.FollowerUUID, unknownUUID) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			mistake()
		})
	}
	want(t, "the server goes on", get(t, server, "/users/me").status, 200)
}
