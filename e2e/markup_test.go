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
	updateMarkup = flag.Bool("update-markup", false, "write the trees that Chromium makes into the corpus of markup")
	markupSeed   = flag.Uint64("markup-seed", 1, "of the random markup")
	markupCount  = flag.Int("markup-count", 2000, "how much random markup to make; 400 take a second")
)

//go:embed markup.js
var markupJS string

// Chromium makes of the corpus the trees that are written there. That diff.Parse makes them too is tested beside it.
func TestMarkup_Corpus(t *testing.T) {
	cases := markupCorpus(t)
	cases = slices.DeleteFunc(cases, func(c markup.Case) bool { return c.Refused })
	var sources []string
	for _, c := range cases {
		sources = append(sources, c.HTML)
	}
	trees := chromiumTrees(t, sources)
	if *updateMarkup {
		made := map[string]string{}
		for i, c := range cases {
			made[c.String()] = trees[i]
		}
		require.NoError(t, markup.Update("../diff/testdata/markup", func(c markup.Case) string { return made[c.String()] }))
		return
	}
	for i, c := range cases {
		require.Equal(t, c.Tree, trees[i], "%s: %s", c, c.HTML)
	}
}

// What diff.Parse refuses is sent as diff/normalize writes it: Chromium reads that as Parse does.
func TestMarkup_Normalized(t *testing.T) {
	var sources []string
	for _, c := range markupCorpus(t) {
		out, err := normalize.HTML([]byte(c.HTML))
		require.NoError(t, err, c)
		sources = append(sources, string(out))
	}
	requireChromiumAgrees(t, sources)
}

// Random markup that diff.Parse accepts, Chromium reads as Parse does; so it does the rest, normalised.
func TestMarkup_Random(t *testing.T) {
	r := rand.New(rand.NewPCG(*markupSeed, 0))
	var parsed, normalized []string
	for range *markupCount {
		src := markup.Random(r)
		if _, err := diff.Parse([]byte(src)); err == nil {
			parsed = append(parsed, src)
			continue
		}
		out, err := normalize.HTML([]byte(src))
		require.NoError(t, err, "%q", src)
		normalized = append(normalized, string(out))
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

// requireChromiumAgrees wants Chromium to read each of sources, which diff.Parse accepts, as Parse does.
func requireChromiumAgrees(t *testing.T, sources []string) {
	t.Helper()
	trees := chromiumTrees(t, sources)
	for i, src := range sources {
		s, err := diff.Parse([]byte(src))
		require.NoError(t, err, "%q", src)
		require.Equal(t, string(s.AppendCanonical(nil)), trees[i], "%q", src)
	}
}

// perPage is how many sources one page holds. None may leave its root, or the page would be wrong for the others too.
const perPage = 50

// chromiumTrees is what Chromium makes of each source, as the content of an element: canonical forms.
//
// The sources come in documents over HTTP, as a GET brings them: bytes, decoding and the parser's scripting flag are those
// of real pages. DOMParser and innerHTML would parse strings, without scripting: noscript would have children.
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
		require.Len(t, read[i], len(page), "a source leaves its root: %q", page)
		trees = append(trees, read[i]...)
	}
	return trees
}

// markupPages serves an empty page to run scripts in, and pages that hold a root for each source.
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
