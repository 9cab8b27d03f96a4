package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// compareCopying returns the patch from a to b in its JSON form.
func compareCopying(t *testing.T, a, b string) string {
	requireRoundTrip(t, []byte(a), []byte(b))
	_, patch, err := diff.Options{Copy: true}.Compare(mustParse(t, a), []byte(b))
	require.NoError(t, err)
	return string(patch.AppendJSON(nil))
}

// copyRow returns a row that is long enough to be copied.
func copyRow(id int, attributes, content string) string {
	return fmt.Sprintf(`<li id="r%d"%s><b class="name">Name %[1]d</b><span class="icon icon-remove" aria-hidden="true"></span>%[3]s</li>`, id, attributes, content)
}

// A new row is a copy of a sibling with what differs, wherever it is inserted.
func TestCopy(t *testing.T) {
	row := func(id int) string { return copyRow(id, "", "") }
	for _, c := range []struct{ name, old, new, patch string }{
		{"appended", row(1) + row(2), row(1) + row(2) + row(3), `[0,5,[2,[1,[1,3,"id","r3",2,2,5,1,"3"]]]]`},
		{"prepended", row(1) + row(2), row(3) + row(1) + row(2), `[0,5,[[0,[1,3,"id","r3",2,2,5,1,"3"]]]]`},
		{"inserted", row(1) + row(2), row(1) + row(3) + row(2), `[0,5,[1,[0,[1,3,"id","r3",2,2,5,1,"3"]]]]`},
		{"several", row(1), row(1) + row(2) + row(3), `[0,5,[1,[0,[1,3,"id","r2",2,2,5,1,"2"]],[0,[1,3,"id","r3",2,2,5,1,"3"]]]]`},
		{"after white space", row(1) + "\n", row(1) + "\n" + row(2) + "\n", `[0,5,[2,[0,[1,3,"id","r2",2,2,5,1,"2"]],"\n"]]`},
		{"of a row that changes", row(1), strings.Replace(row(1), "Name", "X", 1) + row(2), `[0,5,[1,[0,[1,3,"id","r2",2,2,5,1,"2"]]],3,0,"X 1"]`},
		{"in place of a row", row(1), row(2), `[0,5,[[0,[1,3,"id","r2",2,2,5,1,"2"]],-1]]`},
		{"with other attributes", copyRow(1, ` class="a" hidden`, ""), copyRow(1, ` class="a" hidden`, "") + copyRow(2, ` class="b"`, ""), `[0,5,[1,[0,[1,3,"id","r2",0,3,"class","b",0,4,"hidden",2,2,5,1,"2"]]]]`},
		{"with more children", row(1), row(1) + copyRow(2, "", "<i>new</i>"), `[0,5,[1,[0,[1,3,"id","r2",0,5,[2,"<i>new</i>"],2,2,5,1,"2"]]]]`},
		{"with keys in it", copyRow(1, "", `<input id="i1" name="a">`), copyRow(1, "", `<input id="i1" name="a">`) + copyRow(2, "", `<input id="i2" name="a">`), `[0,5,[1,[0,[1,3,"id","r2",2,2,5,1,"2",2,3,"id","i2"]]]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, `[1,5`+c.patch[4:], compareCopying(t, "<ul>"+c.old+"</ul>", "<ul>"+c.new+"</ul>"))
		})
	}
}

// A row is sent as HTML if a client could not copy it, or if a copy would not be smaller.
func TestCopy_NotUsed(t *testing.T) {
	for name, c := range map[string]struct{ attributes, content string }{
		"nested view":                        {"", `<div live-root="1"></div>`},
		"ignored content":                    {` live-update="ignore"`, ""},
		"ignored content in an svg":          {"", `<svg><g LIVE-update="ignore"></g></svg>`},
		"line feed at the start of a pre":    {"", "<pre>\n\na</pre>"},
		"reference at the start of a pre":    {"", "<pre>\n&#10;a</pre>"},
		"line feed in front of an element":   {"", "<pre>\n\n<b>a</b></pre>"},
		"line feed in a textarea":            {"", "<textarea>\n\na</textarea>"},
		"carriage return in an attribute":    {` title="a&#13;"`, ""},
		"carriage return in a text":          {"", "a&#xD;"},
		"text element in svg":                {"", "<svg><style>a&lt;b</style></svg>"},
		"text element in svg with reference": {"", "<svg><style>&amp;lt;</style></svg>"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := copyRow(1, c.attributes, c.content)
			patch := compareCopying(t, "<ul>"+rows+"</ul>", "<ul>"+rows+copyRow(2, c.attributes, c.content)+"</ul>")
			require.True(t, strings.HasPrefix(patch, `[1,5,[1,"`), "%s", patch)
		})
	}
	for name, c := range map[string][2]string{
		"no sibling":            {`<ul></ul>`, `<ul>` + copyRow(1, "", "") + `</ul>`},
		"sibling of other kind": {`<div><p id="a">a</p></div>`, `<div><p id="a">a</p><h2 id="b">a heading that is long enough to be copied</h2></div>`},
		"little in common":      {`<ul><li id="a">a</li></ul>`, `<ul><li id="a">a</li>` + copyRow(1, "", "") + `</ul>`},
		"type of input":         {`<p><input id="a" type="text" title="a long title of the field"></p>`, `<p><input id="a" type="text" title="a long title of the field"><input id="b" type="date" title="a long title of the field"></p>`},
		"much larger sibling":   {`<ul>` + copyRow(1, "", strings.Repeat("<i></i>", 200)) + `</ul>`, `<ul>` + copyRow(1, "", strings.Repeat("<i></i>", 200)) + copyRow(2, "", "") + `</ul>`},
		"template":              {`<template>` + copyRow(1, "", "") + `</template>`, `<template>` + copyRow(1, "", "") + copyRow(2, "", "") + `</template>`},
	} {
		t.Run(name, func(t *testing.T) { require.NotRegexp(t, `\[\d+,\[`, compareCopying(t, c[0], c[1])[4:]) })
	}
}

// Without the option, rows are sent as HTML.
func TestCopy_Option(t *testing.T) {
	_, patch, err := diff.Compare(mustParse(t, copyRow(1, "", "")), []byte(copyRow(1, "", "")+copyRow(2, "", "")))
	require.NoError(t, err)
	require.Equal(t, diff.Insert, patch[0].List[1].Kind)
}
