package synthetic

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChangedCookies(t *testing.T) {
	for _, test := range []struct {
		name, sent string
		set        []string
		want       string // names of the changed cookies
	}{
		{"none", "a=1", nil, ""},
		{"new", "", []string{"a=1"}, "a"},
		{"unchanged", "a=1", []string{"a=1; Max-Age=60"}, ""},
		{"changed", "a=1", []string{"a=2"}, "a"},
		{"emptied", "a=1", []string{"a="}, "a"},
		{"quoted", `a="x y"`, []string{`a="x y"`}, ""},
		{"cleared", "a=1", []string{"a=; Max-Age=-1"}, "a"},
		{"cleared by Max-Age=0", "a=1", []string{"a=1; Max-Age=0"}, "a"},
		{"cleared by Expires", "a=1", []string{"a=1; Expires=Thu, 01 Jan 1970 00:00:01 GMT"}, "a"},
		{"cleared, not sent", "b=1", []string{"a=; Max-Age=-1"}, ""},
		{"cleared and set again", "a=1", []string{"a=; Max-Age=-1", "a=1"}, ""},
		{"set twice", "a=1", []string{"a=1", "a=2"}, "a"},
		{"set twice, the last unchanged", "a=1", []string{"a=2", "a=1"}, ""},
		{"another path", "a=1", []string{"a=2; Path=/x", "a=1; Path=/"}, "a"},
		{"one of two with the name", "a=1; a=2", []string{"a=2"}, ""},
		{"several", "a=1; b=1", []string{"a=2", "b=1", "c=3"}, "ac"},
		{"invalid, unchanged", `a=1; [u]="x`, []string{`[u]="x; HttpOnly`}, ""},
		{"invalid, changed", `a=1; [u]="x`, []string{`[u]="y; HttpOnly`}, "[u]"},
		{"invalid, cleared", `a=1; [u]="x`, []string{`[u]=; Max-Age=0`}, "[u]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &http.Request{Header: http.Header{"Cookie": {test.sent}}}
			got := ""
			for _, c := range ChangedCookies(r, http.Header{"Set-Cookie": test.set}) {
				got += c.Name
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestChangedCookies_InvalidNameKeepsAttributes(t *testing.T) {
	r := &http.Request{Header: http.Header{}}
	changed := ChangedCookies(r, http.Header{"Set-Cookie": {"[u]=x; Path=/; HttpOnly"}})
	require.Len(t, changed, 1)
	require.True(t, changed[0].HttpOnly)
}
