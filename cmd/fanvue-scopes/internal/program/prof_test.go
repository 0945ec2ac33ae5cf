package program_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fanvue-go/fanvue/cmd/fanvue-scopes/internal/program"
)

func TestProf(t *testing.T) {
	s := time.Now()
	p, err := program.Load(program.Config{Dir: os.Getenv("PROFDIR"), Patterns: strings.Fields(os.Getenv("PROF"))})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(s))
	u, _ := p.Analyze()
	t.Log(time.Since(s), len(u))
}
