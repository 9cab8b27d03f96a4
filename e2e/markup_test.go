package e2e

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/diff/testdata/markup"
	"github.com/stretchr/testify/require"
)

var (
	updateMarkup = flag.Bool("update-markup", false, "write the trees of Chromium to the markup corpus")
	markupSeed   = flag.Uint64("markup-seed", 1, "seed of the random markup")
	markupCount  = flag.Int("markup-count", 2000, "number of random documents; 400 take about a second")
)

//go:embed markup.js
var markupJS string

// Chromium parses the corpus into the trees recorded there. A test of package diff checks that
// Parse does too.
func TestMarkup_Corpus(t *testing.T) {
	t.Parallel()
	cases := markupCorpus(t)
	cases = slices.DeleteFunc(cases, func(c markup.Case) bool { return c.Rejected })
	var sources []string
	for _, c := range cases {
		sources = append(sources, c.HTML)
	}
	trees := chromiumTrees(t, sources)
	if *updateMarkup {
		treeOf := map[string]string{}
		for i, c := range cases {
			treeOf[c.String()] = trees[i]
		}
		require.NoError(t, markup.Update("../diff/testdata/markup", func(c markup.Case) string { return treeOf[c.String()] }))
		return
	}
	for i, c := range cases {
		require.Equal(t, c.Tree, trees[i], "%s: %s", c, c.HTML)
	}
}

// Chromium parses the output of diff/normalize like diff.Parse.
func TestMarkup_Normalized(t *testing.T) {
	t.Parallel()
	var sources []string
	for _, c := range markupCorpus(t) {
		sources = append(sources, string(normalize.HTML([]byte(c.HTML))))
	}
	requireChromiumAgrees(t, sources)
}

// Chromium parses random markup like diff.Parse, after normalization where Parse refuses it.
func TestMarkup_Random(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(*markupSeed, 0))
	var parsed, normalized []string
	for range *markupCount {
		src := markup.Random(r)
		if _, err := diff.Parse([]byte(src)); err == nil {
			parsed = append(parsed, src)
			continue
		}
		normalized = append(normalized, string(normalize.HTML([]byte(src))))
	}
	require.Greater(t, len(parsed), *markupCount/5)
	require.Greater(t, len(normalized), *markupCount/5)
	requireChromiumAgrees(t, slices.Concat(parsed, normalized))
}

func markupCorpus(t *testing.T) []markup.Case {
	t.Helper()
	cases, err := markup.Cases()
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	return cases
}

// requireChromiumAgrees requires that Chromium parses each source like diff.Parse, which must
// accept it.
func requireChromiumAgrees(t *testing.T, sources []string) {
	t.Helper()
	trees := chromiumTrees(t, sources)
	for i, src := range sources {
		s, err := diff.Parse([]byte(src))
		require.NoError(t, err, "%q", src)
		require.Equal(t, string(s.AppendCanonical(nil)), trees[i], "%q", src)
	}
}

// perPage is the number of sources in a page. A source must not end the root element around it.
const perPage = 50

// chromiumTrees returns the canonical forms of the trees into which Chromium parses each source as
// the content of an element.
//
// Chromium loads the sources in documents over HTTP, so that decoding and the scripting flag of the
// parser are those of real pages. DOMParser and innerHTML parse strings without scripting, where
// noscript has children.
func chromiumTrees(t *testing.T, sources []string) (trees []string) {
	t.Helper()
	pages := slices.Collect(slices.Chunk(sources, perPage))
	srv := httptest.NewServer(markupPages(pages))
	t.Cleanup(srv.Close)

	ctx := newChromiumContext(t)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(srv.URL), chromedp.Evaluate[chromedp.Void](markupJS)))
	read, err := chromedp.Run(ctx, chromedp.Evaluate[[][]string](fmt.Sprintf("pages(%d)", len(pages)), chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	require.Len(t, read, len(pages))
	for i, page := range pages {
		require.Len(t, read[i], len(page), "a source ends its root element: %q", page)
		trees = append(trees, read[i]...)
	}
	return trees
}

// markupPages serves an empty page to run scripts in, and pages with a root element for each source.
func markupPages(pages [][]string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!DOCTYPE html><title>markup</title><body></body>")
	})
	mux.HandleFunc("GET /page/{i}", func(w http.ResponseWriter, r *http.Request) {
		i, err := strconv.Atoi(r.PathValue("i"))
		if err != nil || i < 0 || i >= len(pages) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!DOCTYPE html><html><head><title>page</title></head><body>")
		for _, src := range pages[i] {
			io.WriteString(w, `<div class="root">`+src+`</div>`)
		}
		io.WriteString(w, "</body></html>")
	})
	return mux
}
