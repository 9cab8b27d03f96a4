package codec_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/codec"
)

// hostile are queries that no form sends.
var hostile = map[string]func(n int) string{
	"keys": func(n int) string {
		return repeat(n, func(i int) string { return fmt.Sprintf("items[%d].name=a", i%1000) })
	},
	"one key": func(n int) string { return "items[" + strings.Repeat("[.", n/2) + "].name=a" },
	"long key": func(n int) string {
		return repeat(n, func(i int) string { return "items[" + strings.Repeat("9", i%999) + "].name=a" })
	},
	"nested": func(n int) string {
		return repeat(n, func(i int) string { return fmt.Sprintf("items[%d].subs[a].subs[b].subs[c].tags=x", i%100) })
	},
	"names":    func(n int) string { return repeat(n, func(i int) string { return fmt.Sprintf("x%d=1", i) }) },
	"one name": func(n int) string { return repeat(n, func(int) string { return "text=a" }) },
	"slice":    func(n int) string { return repeat(min(n, 5000), func(int) string { return "ids=1" }) },
	"escapes":  func(n int) string { return "text=" + strings.Repeat("%", n) },
	"invalid":  func(n int) string { return "text=" + strings.Repeat("%ff", n/3) },
	"dots":     func(n int) string { return "address" + strings.Repeat(".", n) },
	"brackets": func(n int) string { return strings.Repeat("items[", n/6) },
	"ands":     func(n int) string { return strings.Repeat("&", n) },
	"number":   func(n int) string { return "n=" + strings.Repeat("9", n) + "&f=" + strings.Repeat("9", n) },
}

func repeat(n int, f func(int) string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(f(i) + "&")
	}
	return b.String()
}

// What costs n for n bytes costs 8n for 8n; what is quadratic costs 64n.
func TestHostileInputCostsItsLength(t *testing.T) {
	cost := func(query string) time.Duration {
		best := time.Hour
		for range 7 {
			start := time.Now()
			var v all
			_, _ = codec.DecodeForm(query, []string{"on"}, "n", &v)
			best = min(best, time.Since(start))
		}
		return best
	}
	for name, query := range hostile {
		t.Run(name, func(t *testing.T) {
			small, large := query(8<<10), query(64<<10)
			allowed := 24*cost(small) + 2*time.Millisecond
			require.Less(t, cost(large), allowed)
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("text=a&n=1&ids=1&ids=&address.city=x&at=2026-11-23T06:30:00%2B01:00&wait=1m", "on")
	f.Add("items[9].name=a&items[2].subs[x].done=on&items[9].tags=&items=", "items[2].done")
	f.Add("n=x&f=1e999&color=%23123&color=red&colors=&when=2026-11-23T06:30", "items[0].subs")
	for _, query := range hostile {
		f.Add(query(64), "tags")
	}
	f.Fuzz(func(t *testing.T, query, name string) {
		var form, params, event all
		post, err := codec.DecodeForm(query, []string{name}, name, &form)
		if err != nil {
			return
		}
		bad := false
		for _, sent := range post.Fields {
			bad = bad || sent.Err != ""
		}
		errs := codec.DecodeParams(query, &params)
		require.False(t, bad && len(errs) == 0)
		if err := codec.Decode(query, &event); err == nil {
			require.Equal(t, params, event)
		}

		// What was read is written, and read again as the same.
		form.Password = ""
		written := encode(form)
		var again all
		require.NoError(t, codec.Decode(written, &again), written)
		require.Equal(t, encode(again), written)
		require.Equal(t, form, again)
	})
}
