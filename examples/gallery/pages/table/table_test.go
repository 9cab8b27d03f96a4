package table

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestTable_Window(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Table{} })
	rows := func() (n int, first, last string) {
		return p.Count(".table-body [role=row]"), p.Attr(".table-body svg + [role=row]", "aria-rowindex"), p.Attr(".table-body [role=row]:nth-last-child(2)", "aria-rowindex")
	}
	require.Equal(t, "10001", p.Attr("#orders", "aria-rowcount"))
	for _, c := range []struct {
		to            int
		first, last   string
		before, after string // heights
	}{
		{0, "2", "201", "0rem", "29400rem"},
		{5000, "5002", "5201", "15000rem", "14400rem"},
		{1 << 30, "9802", "10001", "29400rem", "0rem"},
		{-5, "2", "201", "0rem", "29400rem"},
	} {
		p.Hook("#orders").Push(Show{First: c.to})
		n, first, last := rows()
		require.Equal(t, []any{inPage, c.first, c.last}, []any{n, first, last})
		require.Equal(t, c.before, p.Attr(".table-space:first-child", "height"))
		require.Equal(t, c.after, p.Attr(".table-space:last-child", "height"))
	}
}

func TestTable_SortFilterSearch(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Table{} })
	p.Click(".table-amount a").Click(".table-amount a")
	require.Equal(t, "descending", p.Attr(".table-head .table-amount", "aria-sort"))
	require.Equal(t, "1004.89 €", p.Text(".table-body svg + [role=row] .table-amount"))
	require.Equal(t, "ascending", p.Back().Attr(".table-head .table-amount", "aria-sort"))

	p.Form("#filter").Select("status", "sent").Fill("customer", "garc")
	require.Equal(t, "260 orders, 0 selected", p.Text("#count"))
	p.Fill("[name=customer]", "zzz")
	require.Equal(t, "No orders match.", p.Text(".table-empty"))
	p.Fill("[name=customer]", "")

	p.Form("#search").Fill("text", "kim alvarez").Submit()
	require.Regexp(t, `Row \d+ contains kim alvarez\.`, p.Text("#status"))
	p.Form("#search").Fill("text", "xyz").Submit()
	require.Equal(t, "No row contains xyz.", p.Text("#status"))
}

// Rows stay selected while they are not in the page, and the URL shows the same rows again.
func TestTable_SelectAndReload(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Table{} })
	p.Click("[live-id='7']").Click("[live-id='9']").Click("[live-id='9']")
	p.Hook("#orders").Push(Show{First: 6000})
	require.False(t, p.Has("[live-id='7']"))
	require.Equal(t, "10000 orders, 1 selected", p.Text("#count"))
	p.Hook("#orders").Push(Rest{At: 6100})
	p.Hook("#orders").Push(Show{First: 0})
	require.Equal(t, []string{"true", "false"}, []string{p.Attr("[live-id='7']", "aria-selected"), p.Attr("[live-id='9']", "aria-selected")})
	require.True(t, p.Reload().Has("[live-id='6101']"))
	require.Equal(t, "6100", p.Attr("#orders", "data-at"))
}

// The index in a URL that the user has edited may be that of no row.
func TestTable_IndexOutOfRange(t *testing.T) {
	for url, at := range map[string]string{"/?at=-5": "0", "/?at=9223372036854775807": "9999", "/?at=3&customer=zzz": "0"} {
		p := livetest.Mount(t, func() live.View { return &Table{} }, url)
		require.Equal(t, at, p.Attr("#orders", "data-at"))
		p.Form("#search").Fill("text", "xyz").Submit()
		require.Equal(t, "No row contains xyz.", p.Text("#status"))
	}
}
