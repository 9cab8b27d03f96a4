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
		v.render = func() templ.Component { return live.Memo("log", 0, v.log.Show("ul")) }
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

		v.do = func(*live.Socket) {
			for range 100 {
				require.True(t, v.log.Has("k1"))
			}
		}
		p.sendAndWait("live_test.click")
		require.Less(t, int(heap())-int(after), 100_000, "lookups keep nothing, also if the Stream is not rendered after them")
	})
}

// Many rows may be inserted, replaced and deleted at once, also before the Stream is shown. If each of them cost time in
// proportion to the number of rows, the test would take minutes.
func TestStream_ManyRows(t *testing.T) {
	const n = 300_000
	rows, keys := make([]line, n), make([]string, n)
	for i := range rows {
		rows[i] = line{fmt.Sprint("k", i), "text"}
		keys[i] = rows[i].Key
	}
	for name, prepare := range map[string]func(*live.Stream[line]){
		"all rows wait":   func(log *live.Stream[line]) { log.Reset(rows[0]) },
		"operations wait": func(log *live.Stream[line]) { log.Append(rows[0]) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newLogView("a")
				v.render = func() templ.Component { return markup(v.log.Show("ul")) }
				p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
				p.sendAndWaitFor(v, func(*live.Socket) {
					prepare(v.log)
					v.log.Append(rows[1 : n/2]...)
					v.log.Prepend(rows[n/2:]...)
					v.log.Append(rows...)
					v.log.Replace(rows...)
					v.log.Delete(keys[:n/2]...)
					require.False(t, v.log.Has(keys[n/2-1]))
					require.True(t, v.log.Has(keys[n/2]))
					v.log.Reset(append(rows, rows...)...)
					require.Equal(t, n, v.log.Len())
					v.log.Reset(rows[:2]...)
				})
				require.Equal(t, "k0=text k1=text", shownLines(string(p.HTML())))
			})
		})
	}
}

// heap returns the bytes of the heap in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
