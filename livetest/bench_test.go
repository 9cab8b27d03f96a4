package livetest_test

import (
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// BenchmarkMountAndClick is a page with ten clicks, each settled and compared with a fresh render.
func BenchmarkMountAndClick(b *testing.B) {
	for b.Loop() {
		p := livetest.Mount(b, func() live.View { return &tally{} })
		for range 10 {
			p.Click("#more")
		}
	}
}
