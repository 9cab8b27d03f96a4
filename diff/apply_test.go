package diff_test

import (
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// FuzzApply: no patch makes Apply panic, and what it accepts is a snapshot that Parse makes too.
func FuzzApply(f *testing.F) {
	for _, pair := range pairs {
		old, err := diff.Parse([]byte(pair[0]))
		require.NoError(f, err)
		_, patch, err := diff.Compare(old, []byte(pair[1]))
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
		require.NoError(t, diff.Equal(parsed, s))
		require.Equal(t, parsed.Len(), s.Len())
	})
}

func TestApplyRefuses(t *testing.T) {
	const page = `<p title="a">x😀y</p><ul><li>1</li><li>2</li></ul><script>a</script><input type="text"><!--c--><svg viewBox="0"></svg>a<b></b>c`
	for _, c := range []struct{ patch, err string }{
		{`[99,0,"a"]`, "op 0 addresses node 99 of 15"},
		{`[0,0,"a"]`, "op 0 on the element that is node 0"},
		{`[0,3,"id","a"]`, "op 3 on the element that is node 0"},
		{`[1,0,"a"]`, "op 0 on the element that is node 1"},
		{`[2,3,"id","a"]`, "op 3 on the text that is node 2"},
		{`[2,0,""]`, "no parser makes"},
		{`[2,2,2,0,"a"]`, "a splice of 0 units after 2, in a text of 4"},
		{`[2,2,1,1,"a"]`, "a splice of 1 units after 1, in a text of 4"},
		{`[2,2,5,0,"a"]`, "a splice of 0 units after 5, in a text of 4"},
		{`[2,2,0,9,"a"]`, "a splice of 9 units after 0, in a text of 4"},
		{`[1,3,"a b","c"]`, `the attribute "a b" of <p> cannot be set`},
		{`[1,3,"","c"]`, `the attribute "" of <p> cannot be set`},
		{`[1,3,"Title","c"]`, "write it in lower case"},
		{`[1,4,"class"]`, `the attribute "class" of <p> cannot be removed`},
		{`[1,3,"is","x-a"]`, `the attribute "is" of <p> cannot be set`},
		{`[9,3,"type","number"]`, `the attribute "type" of <input> cannot be set`},
		{`[11,3,"viewbox","1"]`, `the attribute "viewbox" of <svg> cannot be set`},
		{`[3,5,[3]]`, "a list for more children than there are"},
		{`[3,5,[-3]]`, "a list for more children than there are"},
		{`[3,5,[[2]]]`, "a move of the child 2 of 2"},
		{`[3,5,[[0],[0]]]`, "a move of the child 0 of 2"},
		{`[3,5,[[0],2]]`, "a list for more children than there are"},
		{`[3,5,["<li>"]]`, "<li> is not closed"},
		{`[3,5,["</li>"]]`, "</li> without a start tag"},
		{`[4,5,["<li></li>"]]`, "<li> in <li>"},
		{`[3,5,[-1],2,0,"a"]`, "an op addresses a node that was removed"},
		{`[3,5,[],0,5,[]]`, "op 5 on the element that is node 3"},
		{`[8,0,"</script>"]`, "</script> without a start tag"},
		{`[10,0,"-->"]`, "no parser makes"},
		{`[10,0,"<!--"]`, "in a comment"},
		{`[0,5,[7,-1]]`, "no parser makes"},
		{`[12,5,["c"]]`, "op 5 on the text"},
		{`[8,5,["c"]]`, "op 5 on the element that is node 8"},
		{`[9,0,"c"]`, "op 0 on the element that is node 9"},
		{`[9,5,["c"]]`, "op 5 on the element that is node 9"},
		{`[0,5,["a","b"]]`, "no parser makes"},
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

func TestParsePatchRefuses(t *testing.T) {
	for _, ops := range []string{
		``, `{}`, `"a"`, `[`, `[1]`, `[1,0]`, `[1,0,2]`, `[-1,0,"a"]`, `[1,6,"a"]`, `[1.5,0,"a"]`, `[1e3,0,"a"]`, `[1,5,"a"]`, `[1,5,[0]]`,
		`[1,5,[[]]]`, `[1,5,[[1,2]]]`, `[1,5,[[-1]]]`, `[1,5,[["a"]]]`, `[1,5,[null]]`, `[1,5,[true]]`, `[1,2,0,-1,"a"]`, `[1,3,"a"]`,
		`[1,0,"a"] [1,0,"a"]`, `[99999999999999999999,0,"a"]`, `[268435456,0,"a",1,0,"a"]`, `[1,5,[-9223372036854775808]]`, `[1,5,[9223372036854775807]]`,
	} {
		_, err := diff.ParsePatch([]byte(ops))
		require.Error(t, err, ops)
	}
	p, err := diff.ParsePatch([]byte(`[]`))
	require.NoError(t, err)
	require.Empty(t, p)
}
