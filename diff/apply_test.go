package diff_test

import (
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// FuzzApply checks that no patch makes Apply panic, and that Parse accepts what Apply returns.
func FuzzApply(f *testing.F) {
	for _, pair := range seedPairs {
		old, err := diff.Parse([]byte(pair[0]))
		require.NoError(f, err)
		_, patch, err := diff.Options{Copy: true}.Compare(old, []byte(pair[1]))
		require.NoError(f, err)
		f.Add([]byte(pair[0]), patch.AppendJSON(nil))
		f.Add([]byte(pair[1]), patch.AppendJSON(nil))
	}
	f.Fuzz(func(t *testing.T, html, ops []byte) {
		patch, err := diff.ParsePatch(ops)
		if err != nil {
			return
		}
		old, err := diff.Parse(html)
		if err != nil {
			return
		}
		before := string(old.HTML())
		s, err := old.Apply(patch)
		require.Equal(t, before, string(old.HTML()))
		if err != nil {
			return
		}
		parsed, err := diff.Parse(s.HTML())
		require.NoError(t, err)
		require.NoError(t, diff.CheckEqual(parsed, s))
		require.Equal(t, parsed.Len(), s.Len())
	})
}

func TestApply_InvalidPatch(t *testing.T) {
	const page = `<p title="a">x😀y</p><ul><li>1</li><li>2</li></ul><script>a</script><input type="text"><!--c--><svg viewBox="0"></svg>a<b></b>c`
	for _, c := range []struct{ patch, err string }{
		{`[99,0,"a"]`, "op 0 addresses node 99 of 15"},
		{`[0,0,"a"]`, "op of kind 0 does not apply to node 0 (element)"},
		{`[0,3,"id","a"]`, "op of kind 3 does not apply to node 0 (element)"},
		{`[1,0,"a"]`, "op of kind 0 does not apply to node 1 (element)"},
		{`[2,3,"id","a"]`, "op of kind 3 does not apply to node 2 (text)"},
		{`[2,0,""]`, "do not match"},
		{`[2,2,2,0,"a"]`, "cannot splice 0 units at 2 in a text of 4 units"},
		{`[2,2,1,1,"a"]`, "cannot splice 1 units at 1 in a text of 4 units"},
		{`[2,2,5,0,"a"]`, "cannot splice 0 units at 5 in a text of 4 units"},
		{`[2,2,0,9,"a"]`, "cannot splice 9 units at 0 in a text of 4 units"},
		{`[1,3,"a b","c"]`, `cannot set attribute "a b" of <p>`},
		{`[1,3,"","c"]`, `cannot set attribute "" of <p>`},
		{`[1,3,"Title","c"]`, "write it in lower case"},
		{`[1,4,"class"]`, `cannot remove attribute "class" of <p>`},
		{`[1,3,"is","x-a"]`, `cannot set attribute "is" of <p>`},
		{`[9,3,"type","number"]`, `cannot set attribute "type" of <input>`},
		{`[11,3,"viewbox","1"]`, `cannot set attribute "viewbox" of <svg>`},
		{`[3,5,[3]]`, "list covers more children than there are"},
		{`[3,5,[-3]]`, "list covers more children than there are"},
		{`[3,5,[[2]]]`, "cannot move child 2: out of 2 children"},
		{`[3,5,[[0],[0]]]`, "cannot move child 0: out of 2 children"},
		{`[3,5,[[0],2]]`, "list covers more children than there are"},
		{`[3,5,["<li>"]]`, "<li> is not closed"},
		{`[3,5,["</li>"]]`, "</li> without a start tag"},
		{`[4,5,["<li></li>"]]`, "<li> in <li>"},
		{`[3,5,[-1],2,0,"a"]`, "op addresses a removed node"},
		{`[3,5,[],0,5,[]]`, "op of kind 5 does not apply to node 3 (element)"},
		{`[8,0,"</script>"]`, "</script> without a start tag"},
		{`[10,0,"-->"]`, "do not match"},
		{`[10,0,"<!--"]`, "in a comment"},
		{`[0,5,[7,-1]]`, "do not match"},
		{`[12,5,["c"]]`, "op of kind 5 does not apply to node 12 (text)"},
		{`[8,5,["c"]]`, "op of kind 5 does not apply to node 8 (element)"},
		{`[9,0,"c"]`, "op of kind 0 does not apply to node 9 (element)"},
		{`[9,5,["c"]]`, "op of kind 5 does not apply to node 9 (element)"},
		{`[0,5,["a","b"]]`, "do not match"},
		{`[3,5,[[2,[]]]]`, "cannot copy child 2 of 2"},
		{`[1,5,[[0,[]]]]`, "copy of child 0: it is not an element"},
		{`[3,5,[[0,[0,5,[]]]]]`, "copy of child 0: op addresses the parent of the copy"},
		{`[3,5,[[0,[3,0,"a"]]]]`, "copy of child 0: op 0 addresses node 3 of 3"},
		{`[3,5,[[0,[1,5,[-1],1,0,"a"]]]]`, "copy of child 0: op addresses a removed node"},
		{`[3,5,[[0,[1,5,["</li>"]]]]]`, "copy of child 0: insert"},
	} {
		t.Run(c.patch, func(t *testing.T) {
			old, err := diff.Parse([]byte(page))
			require.NoError(t, err)
			patch, err := diff.ParsePatch([]byte(c.patch))
			require.NoError(t, err)
			_, err = old.Apply(patch)
			require.ErrorContains(t, err, "diff: apply patch: ")
			require.ErrorContains(t, err, c.err)
		})
	}
}

func TestParsePatch_Malformed(t *testing.T) {
	for _, ops := range []string{
		``, `{}`, `"a"`, `[`, `[1]`, `[1,0]`, `[1,0,2]`, `[-1,0,"a"]`, `[1,6,"a"]`, `[1.5,0,"a"]`, `[1e3,0,"a"]`, `[1,5,"a"]`, `[1,5,[0]]`,
		`[1,5,[[]]]`, `[1,5,[[1,2]]]`, `[1,5,[[1,[1]]]]`, `[1,5,[[1,[],1]]]`, `[1,5,[[-1,[]]]]`, `[1,5,[[1,[1,5,[[1,[]]]]]]]`, `[1,5,[[1,[-1,0,"a"]]]]`,
		`[1,5,[[-1]]]`, `[1,5,[["a"]]]`, `[1,5,[null]]`, `[1,5,[true]]`, `[1,2,0,-1,"a"]`, `[1,3,"a"]`,
		`[1,0,"a"] [1,0,"a"]`, `[99999999999999999999,0,"a"]`, `[268435456,0,"a",1,0,"a"]`, `[1,5,[-9223372036854775808]]`, `[1,5,[9223372036854775807]]`,
	} {
		_, err := diff.ParsePatch([]byte(ops))
		require.Error(t, err, ops)
	}
	p, err := diff.ParsePatch([]byte(`[]`))
	require.NoError(t, err)
	require.Empty(t, p)
}
