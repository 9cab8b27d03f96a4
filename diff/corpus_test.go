package diff_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/testdata/markup"
	"github.com/stretchr/testify/require"
)

// TestParse_Corpus runs the corpus: Parse accepts markup with the tree of the browser, and rejects
// other markup with the expected position and message.
func TestParse_Corpus(t *testing.T) {
	cases, err := markup.Cases()
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	for _, c := range cases {
		t.Run(c.String(), func(t *testing.T) {
			s, err := diff.Parse([]byte(c.HTML))
			if c.Rejected {
				requireRejected(t, c, err)
				return
			}
			require.NoError(t, err, "%s", c.HTML)
			require.Equal(t, c.Tree, string(s.AppendCanonical(nil)), "%s", c.HTML)
		})
	}
}

func requireRejected(t *testing.T, c markup.Case, err error) {
	t.Helper()
	var syntax *diff.SyntaxError
	require.ErrorAs(t, err, &syntax, "Parse accepted %s", c.HTML)
	require.LessOrEqual(t, syntax.Offset, len(c.HTML))
	rest := c.HTML[syntax.Offset:]
	require.True(t, strings.HasPrefix(rest, c.At) && (c.At != "" || rest == ""), "error at %q, want %q: %v", rest, c.At, err)
	before := c.HTML[:syntax.Offset]
	require.Equal(t, strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(before), "\n")+1, syntax.Line)
	require.Equal(t, syntax.Offset-strings.LastIndexAny(before, "\r\n"), syntax.Column)
	for _, part := range c.Messages {
		require.Contains(t, err.Error(), part)
	}
}

// TestDocs_MarkupExamples runs the examples of docs/reference/markup.md.
func TestDocs_MarkupExamples(t *testing.T) {
	page, err := os.ReadFile("../docs/reference/markup.md")
	require.NoError(t, err)
	var s *diff.Snapshot
	ran := map[string]int{}
	for _, block := range regexp.MustCompile("(?ms)^```(.*?)\n(.*?)\n```$").FindAllSubmatch(page, -1) {
		kind, text := string(block[1]), block[2]
		switch kind {
		case "html refused":
			s, err = diff.Parse(text)
			require.ErrorAs(t, err, new(*diff.SyntaxError), "%s", text)
		case "text error":
			require.ErrorContains(t, err, string(text))
		case "html accepted":
			s, err = diff.Parse(text)
			require.NoError(t, err, "%s", text)
		case "html tree":
			require.Equal(t, string(text), string(s.AppendCanonical(nil)))
		default:
			require.Fail(t, "unknown kind of example", "```%s", kind)
		}
		ran[kind]++
	}
	require.Len(t, ran, 4)
	require.Equal(t, strings.Count(string(page), "\n```")/2, ran["html refused"]+ran["html accepted"]+ran["text error"]+ran["html tree"])
}
