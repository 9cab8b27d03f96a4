package client_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
)

func fullHTML(version int, html string) string { return fmt.Sprintf(`[0,[[%d,%q]]]`, version, html) }

// What a page shows in a leaf is what was rendered first, as long as the leaf is there.
func TestClient_LeafKeepsContent(t *testing.T) {
	page := func(class, content string) string {
		return `<div live-update="ignore" class="` + class + `">` + content + `</div><p>x</p>`
	}
	c, s := join(t, page("a", "first"))
	shown := func() string { return string(c.Document().HTML()) }
	read(t, c, s, `[0,[[2,[1,3,"class","b"]]]]`)
	require.Equal(t, page("b", "first"), shown())
	read(t, c, s, fullHTML(3, page("c", "second")))
	require.Equal(t, page("c", "first"), shown())
	read(t, c, s, fullHTML(4, `<p>x</p>`))
	require.Equal(t, `<p>x</p>`, shown())
	read(t, c, s, fullHTML(5, page("d", "third")))
	require.Equal(t, page("d", "third"), shown())
	read(t, c, s, fullHTML(6, `<div class="d">fourth</div><p>x</p>`))
	require.Equal(t, `<div class="d">fourth</div><p>x</p>`, shown())
}

// A view that is mounted by a join changes the page, unless that belonged to another user.
func TestClient_LeafAfterRemount(t *testing.T) {
	for tag, want := range map[string]string{"": "first", `,"user":"other"`: "second"} {
		c, _ := join(t, `<div live-update="ignore">first</div>`)
		s := &fakeServer{messages: []string{`["joined",{"session":"s2","adopted":false,"version":1,"html":"<div live-update=\"ignore\" id=\"a\">second</div>"` + tag + `}]`}}
		read := func() string { return string(c.Document().HTML()) }
		require.NoError(t, c.Join(s))
		require.Equal(t, `<div live-update="ignore" id="a">second</div>`, read(), "another element")

		s = &fakeServer{messages: []string{`["joined",{"session":"s3","adopted":false,"version":1,"html":"<div live-update=\"ignore\" id=\"a\">third</div>"` + tag + `}]`}}
		require.NoError(t, c.Join(s))
		require.Equal(t, map[string]string{"first": "second", "second": "third"}[want], read()[len(`<div live-update="ignore" id="a">`):len(read())-len(`</div>`)])
	}
}

// The root may be an element other than a div.
func TestClient_Context(t *testing.T) {
	_, err := client.New(client.Page{HTML: []byte(`<tr></tr>`)})
	require.Error(t, err)
	c, err := client.New(client.Page{Token: "token", HTML: []byte(`<tr></tr>`), Context: diff.NewContext("tbody")})
	require.NoError(t, err)
	s := &fakeServer{messages: []string{joinedMessage}}
	require.NoError(t, c.Join(s))
	read(t, c, s, `[0,[[2,[1,5,["<td>a</td>"]]]]]`, fullHTML(2, `<tr><td>a</td></tr>`), fullHTML(3, `<tr><td>b</td></tr>`))
	require.Equal(t, `<tr><td>b</td></tr>`, string(c.Document().HTML()))
}
