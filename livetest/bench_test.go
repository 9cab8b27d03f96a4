package livetest_test

import (
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// BenchmarkMountAndClick mounts a page and clicks ten times. Each click is settled and compared
// with a fresh render.
func BenchmarkMountAndClick(b *testing.B) {
	for b.Loop() {
		p := livetest.Mount(b, func() live.View { return &tally{} })
		for range 10 {
			p.Click("#more")
		}
	}
}
