package live_test

import (
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// Of a row that was sent, the server keeps no more than the hash of its key.
func TestStream_Memory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const rows, batch = 100_000, 500
		v := newLogView("a")
		v.render = func() templ.Component { return markup(v.log.Show("ul")) }
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		p.ForgetStreams = true // the test measures the memory of the server
		n := 0
		v.do = func(*live.Socket) {
			for range batch {
				n++
				v.log.Append(line{fmt.Sprint("k", n), "text"})
			}
		}
		p.sendAndWait("live_test.click")
		before := heap()
		for n < rows {
			p.sendAndWait("live_test.click")
		}
		after := heap()
		require.Equal(t, rows+1, v.log.Len())
		require.Zero(t, v.refills)
		require.Less(t, int(after)-int(before), 16*rows, "8 B for each row, in a slice that grows by a quarter")
	})
}

// heap returns the bytes of the heap in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
