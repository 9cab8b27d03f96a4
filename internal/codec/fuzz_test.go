package codec_test

import (
	"fmt"
	"math"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/codec"
)

// hostile holds functions that return queries of about n bytes which no form sends.
var hostile = map[string]func(n int) string{
	"keys": func(n int) string {
		return repeat(n, func(i int) string { return fmt.Sprintf("items[%d].name=a", i%1000) })
	},
	"row keys": func(n int) string {
		return repeat(n, func(i int) string { return fmt.Sprintf("items[k%d].name=a", i%1000) })
	},
	"row operations": func(n int) string {
		return repeat(n, func(i int) string { return fmt.Sprintf("items[%%2B]=k%d&items[k%d]=remove", i, i-5) })
	},
	"one key": func(n int) string { return "items[" + strings.Repeat("[.", n/2) + "].name=a" },
	"long key": func(n int) string {
		return repeat(n, func(i int) string { return "items[" + strings.Repeat("9", i%999) + "].name=a" })
	},
	"nested": func(n int) string {
		return repeat(n, func(i int) string { return fmt.Sprintf("items[%d].subs[a].subs[b].subs[c].tags=x", i%100) })
	},
	"names":      func(n int) string { return repeat(n, func(i int) string { return fmt.Sprintf("x%d=1", i) }) },
	"one name":   func(n int) string { return repeat(n, func(int) string { return "text=a" }) },
	"slice":      func(n int) string { return repeat(min(n, 5000), func(int) string { return "ids=1" }) },
	"escapes":    func(n int) string { return "text=" + strings.Repeat("%", n) },
	"invalid":    func(n int) string { return "text=" + strings.Repeat("%ff", n/3) },
	"deep":       func(n int) string { return "items[0]" + strings.Repeat(".subs[0]", n/8) + ".name=a" },
	"dots":       func(n int) string { return "address" + strings.Repeat(".", n) },
	"brackets":   func(n int) string { return strings.Repeat("items[", n/6) },
	"separators": func(n int) string { return strings.Repeat("&", n) },
	"number":     func(n int) string { return "n=" + strings.Repeat("9", n) + "&f=" + strings.Repeat("9", n) },
}

// repeat returns at least n bytes of pairs.
func repeat(n int, f func(int) string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(f(i) + "&")
	}
	return b.String()
}

// allocated returns the number of bytes that f allocates: the smallest number of several runs,
// because the runtime allocates as well.
func allocated(f func()) uint64 {
	least := uint64(math.MaxUint64)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	return least
}

// isLinear reports whether work allocates in proportion to its argument, and returns what it
// allocates for 8 and for 64 KiB. Linear work allocates 8 times as much for the latter, quadratic
// work 64 times. Time would depend on the load of the machine.
func isLinear(work func(n int)) (small, large uint64, ok bool) {
	small = allocated(func() { work(8 << 10) })
	large = allocated(func() { work(64 << 10) })
	return small, large, large <= 16*small+4<<10
}

// Scanning allocates nothing, but TestDecode_Limits bounds how often a name can be scanned.
func TestDecodeForm_HostileInputIsLinear(t *testing.T) {
	for name, query := range hostile {
		t.Run(name, func(t *testing.T) {
			queries := map[int]string{8 << 10: query(8 << 10), 64 << 10: query(64 << 10)}
			small, large, ok := isLinear(func(n int) {
				var v all
				_, _ = codec.DecodeForm(fields(queries[n]), []string{"on"}, "n", &v, codec.Rows{}, true)
			})
			require.True(t, ok, "allocated %d bytes for 8 KiB, %d for 64 KiB", small, large)
		})
	}
}

func TestIsLinear(t *testing.T) {
	_, _, ok := isLinear(func(n int) { _ = strings.ToUpper(strings.Repeat("x", n)) })
	require.True(t, ok, "linear work")
	_, _, ok = isLinear(func(n int) {
		s := ""
		for range n / 64 {
			s += "x"
		}
	})
	require.False(t, ok, "quadratic work")
}

func FuzzDecode(f *testing.F) {
	f.Add("text=a&n=1&ids=1&ids=&address.city=x&at=2026-11-23T06:30:00%2B01:00&wait=1m", "on")
	f.Add("items[9].name=a&items[2].subs[x].done=on&items[9].tags=&items=", "items[2].done")
	f.Add("items[ka].name=a&items[kb].subs[kx].done=on&items[ka]=1&items[kb]=remove&items[%2B]=kc&items[ka].subs[%2B]=kd", "items[kb].done")
	f.Add("n=x&f=1e999&color=%23123&color=red&colors=&when=2026-11-23T06:30", "items[0].subs")
	for _, query := range hostile {
		f.Add(query(64), "tags")
	}
	f.Fuzz(func(t *testing.T, query, name string) {
		var form, params, event all
		got, err := codec.DecodeForm(fields(query), []string{name}, name, &form, codec.Rows{}, true)
		if err != nil {
			return
		}
		checkRows(t, form, got.Rows, query)
		failed := false
		for _, field := range got.Fields {
			failed = failed || field.Err != nil
		}
		query = escape(query)
		errs := codec.DecodeParams(query, &params)
		if !strings.Contains(query, "[") {
			require.False(t, failed && len(errs) == 0)
		}
		if err := codec.Decode(query, &event); err == nil {
			require.Equal(t, params, event)
		}

		// What was decoded is encoded and decoded to the same value.
		form.Password = ""
		encoded := encode(form)
		var again all
		require.NoError(t, codec.Decode(encoded, &again), encoded)
		require.Equal(t, encode(again), encoded)
		require.Equal(t, form, again)
	})
}

// checkRows fails the test unless rows has a different key for each row of v, and keeps them when query
// is decoded again.
func checkRows(t *testing.T, v all, rows codec.Rows, query string) {
	synced, rekeyed := rows.Sync(reflect.ValueOf(v))
	require.False(t, rekeyed)
	seen := map[string]bool{}
	for i := range v.Items {
		keyed, ok := synced.Keyed(fmt.Sprintf("items[%d].name", i))
		require.True(t, ok && !seen[keyed])
		seen[keyed] = true
	}
	n := len(v.Items)
	if _, err := codec.DecodeForm(fields(query), nil, "", &v, rows, false); err == nil {
		require.GreaterOrEqual(t, len(v.Items), n-strings.Count(query, "remove"))
		require.LessOrEqual(t, len(v.Items), n+strings.Count(query, "+")+strings.Count(query, "%2"))
	}
}

// escape returns query with its names and texts escaped.
func escape(query string) string {
	var b strings.Builder
	for name, text := range fields(query) {
		b.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(text) + "&")
	}
	return b.String()
}
