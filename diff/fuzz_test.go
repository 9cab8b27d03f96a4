package diff_test

import (
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// requireFaithful demands that the patch from a to b, sent as JSON and applied to a, gives b: node by node and byte by
// byte of the canonical form, and that comparing gave the nodes that reading b alone gives. It returns the patch.
func requireFaithful(t require.TestingT, a, b []byte) diff.Patch {
	old, err := diff.Parse(a)
	require.NoError(t, err)
	alone, err := diff.Parse(b)
	require.NoError(t, err)
	compared, patch, err := diff.Compare(old, b)
	require.NoError(t, err)
	require.Equal(t, alone.HTML(), compared.HTML())
	require.NoError(t, diff.Equal(alone, compared))
	require.Equal(t, alone.Len(), compared.Len())

	wire := patch.AppendJSON(nil)
	read, err := diff.ParsePatch(wire)
	require.NoError(t, err, "%s", wire)
	require.Equal(t, string(wire), string(read.AppendJSON(nil)))
	applied, err := old.Apply(read)
	require.NoError(t, err, "%s", wire)
	require.NoError(t, diff.Equal(alone, applied), "%s", wire)
	require.Equal(t, string(alone.AppendCanonical(nil)), string(applied.AppendCanonical(nil)), "%s", wire)
	if len(patch) == 0 {
		require.Equal(t, string(old.AppendCanonical(nil)), string(alone.AppendCanonical(nil)))
	}
	return patch
}

func FuzzCompare(f *testing.F) {
	for _, pair := range pairs {
		f.Add([]byte(pair[0]), []byte(pair[1]))
		f.Add([]byte(pair[1]), []byte(pair[0]))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		old, err := diff.Parse(a)
		if err != nil {
			return
		}
		_, errParse := diff.Parse(b)
		_, _, errCompare := diff.Compare(old, b)
		require.Equal(t, errParse, errCompare) // the same markup is refused, for the same reason
		if errParse == nil {
			requireFaithful(t, a, b)
			cost, err := diff.Cost(old, b)
			require.NoError(t, err)
			require.LessOrEqual(t, cost, 64*(len(a)+len(b)))
		}
	})
}

// pairs are where the fuzzer begins.
var pairs = [][2]string{
	{`a<b></b>c`, `ac`},
	{`<p>if (a</p>`, `<p>if (a<b>b</b></p>`},
	{`<ul><li id="1">a</li><li id="2">b</li><li id="3">c</li></ul>`, `<ul><li id="3">c</li><li id="1">A</li></ul>`},
	{`<p>&lt;a &amp; 😀b</p>`, `<p>&lt;a &amp; 😁b</p>`},
	{`<svg viewbox="0 0 1 1"><g/><linearGradient id="a"></linearGradient></svg>`, `<svg viewBox="0 0 2 1"><g><path d="M0"/></g><title>x<b>y</b></title></svg>`},
	{`<template><tr><td>a</td></tr></template>`, `<template><td>a</td></template>`},
	{"<pre>\na</pre><textarea>\nb</textarea>", "<pre>\n\na</pre><textarea>b\n</textarea>"},
	{`<table><tbody><tr><td>1</td></tr> <tr><td>2</td></tr></tbody></table>`, `<table><tbody><tr><td>2</td></tr></tbody></table>`},
	{`<input type="text" value='"'>`, `<input type="number" value=5>`},
	{`<script>if (a</script>`, `<script>if (a<b) {}</script>`},
	{`<!-- a --><div class="b a" hidden></div>`, `<!-- b --><div class="a  b"></div>`},
	{`<select><option selected>a</option><optgroup label="x"><option>b</option></optgroup></select>`, `<select><option>a</option><hr></select>`},
	{`<math><mi>x</mi><annotation-xml encoding="text/html"><p>a</p></annotation-xml></math>`, `<math><mi>y</mi></math>`},
}
