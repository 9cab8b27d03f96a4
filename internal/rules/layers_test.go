package rules

import (
	"path"
	"slices"
	"strings"
)

const module = "github.com/lively-go/lively"

// A layer lists what a directory, and everything below it, may import besides the standard library
// and itself. An import path includes the packages below it. If several layers match a directory,
// the one with the longest path applies.
type layer struct {
	dir        string
	local      []string // packages of this repository
	thirdParty []string
	localTests []string // packages of this repository that only tests may import
}

var layers = []layer{
	{dir: "examples", local: []string{"live", "pubsub"}, thirdParty: []string{templ, "github.com/shirou/gopsutil/v4", "github.com/yuin/goldmark", "golang.org/x/text"}, localTests: []string{"diff", "livetest", "internal/redistest"}},
	{dir: "examples/auth", local: []string{"live", "pubsub"}, thirdParty: []string{templ, "github.com/alexedwards/argon2id", "github.com/alexedwards/scs/v2"}, localTests: []string{"livetest"}},
	{dir: "examples/auth/limit", thirdParty: []string{"golang.org/x/time"}},
	{dir: "examples/auth/store", thirdParty: []string{"modernc.org/sqlite"}},
	{dir: "examples/chat/store", local: []string{"pubsub"}, thirdParty: []string{"github.com/redis/go-redis/v9"}, localTests: []string{"internal/redistest"}},
	{dir: "livetest", local: []string{"live", "diff", "js", "internal/client", "internal/codec", "internal/memnet", "internal/nearest", "internal/synthetic", "internal/testhook", "internal/wire"}, thirdParty: []string{"github.com/PuerkitoBio/goquery", "github.com/andybalholm/cascadia", testify, templ}, localTests: []string{"pubsub"}},
	{dir: "livetest/internal/programs", local: []string{"live", "pubsub"}, thirdParty: []string{templ}, localTests: []string{"livetest"}},
	{dir: "live", local: []string{"internal", "diff", "pubsub", "js"}, thirdParty: []string{"github.com/felixge/httpsnoop", templ}, localTests: []string{"livetest"}},
	{dir: "js", local: []string{"internal/compress"}, localTests: []string{"diff", "internal/wire"}},
	{dir: "pubsub"},
	{dir: "pubsub/redisbus", local: []string{"pubsub"}, thirdParty: []string{"github.com/redis/go-redis/v9"}, localTests: []string{"internal/redistest"}},
	{dir: "pubsub/driver", local: []string{"pubsub"}},
	{dir: "pubsub/presence", local: []string{"pubsub"}},
	{dir: "pubsub/driver/bustest", local: []string{"pubsub"}, thirdParty: []string{testify}},
	{dir: "internal", local: []string{"diff", "internal"}},
	{dir: "internal/redistest", thirdParty: []string{"github.com/redis/go-redis/v9", testify}},
	{dir: "internal/session", local: []string{"diff", "internal"}, thirdParty: []string{"golang.org/x/time"}},
	{dir: "internal/socket", local: []string{"internal"}, thirdParty: []string{gorilla}},
	{dir: "internal/client", local: []string{"internal/wire", "internal/htmlscan", "diff"}, thirdParty: []string{gorilla}},
	{dir: "internal/compress"},
	{dir: "internal/memnet"},
	{dir: "internal/htmlscan"},
	{dir: "internal/jsonstring"},
	{dir: "diff", local: []string{"internal/htmlscan", "internal/jsonstring"}},
	{dir: "diff/normalize", local: []string{"diff"}, thirdParty: []string{"golang.org/x/net/html"}},
	{dir: "."},

	// Separate modules for developers of Lively, which users never download.
	{dir: "bench", local: []string{"live", "diff", "pubsub", "internal"}, thirdParty: []string{gorilla, templ}},
	{dir: "e2e", local: []string{"live", "livetest", "diff", "pubsub", "js", "internal", "examples"}, thirdParty: []string{"github.com/chromedp", gorilla, templ, testify}},
	{dir: "tools", thirdParty: []string{"github.com/evanw/esbuild", "github.com/tdewolff", templ, "golang.org/x/tools", "honnef.co/go/tools"}},
}

const (
	gorilla = "github.com/gorilla/websocket"
	templ   = "github.com/a-h/templ"
	testify = "github.com/stretchr/testify"
)

// testLibraries may be imported by any test. x/net/html is not among them: tests that compare with
// it belong in diff/normalize.
var testLibraries = []string{
	testify, gorilla, templ,
	"github.com/rogpeppe/go-internal", "pgregory.net/rapid",
	"github.com/go-chi/chi/v5", "github.com/alexedwards/scs/v2", "github.com/PuerkitoBio/goquery",
}

var importRules = []rule{{
	name:  "packages import only what their layer allows",
	check: forbiddenImports,
	violations: []violation{{
		files: map[string]string{
			"diff/a.go":                  "package diff\nimport (\n\t\"strings\"\n\t\"github.com/lively-go/lively/internal/wire\"\n)\n",
			"diff/a_test.go":             "package diff\nimport _ \"golang.org/x/net/html\"\n",
			"diff/normalize/a_test.go":   "package normalize\nimport _ \"golang.org/x/net/html\"\n",
			"internal/session/a.go":      "package session\nimport _ \"github.com/lively-go/lively/live\"\n",
			"internal/session/b.go":      "package session\nimport _ \"github.com/lively-go/lively/internal/wire\"\n",
			"internal/wire/a.go":         "package wire\nimport _ \"github.com/lively-go/lively/pubsub\"\n",
			"live/a.go":                  "package live\nimport _ \"github.com/lively-go/lively/livetest\"\n",
			"live/a_test.go":             "package live_test\nimport _ \"github.com/lively-go/lively/livetest\"\n",
			"live/b.go":                  "package live\nimport _ \"github.com/PuerkitoBio/goquery\"\n",
			"examples/a/a.go":            "package main\nimport _ \"github.com/lively-go/lively/internal/wire\"\n",
			"examples/a/b.go":            "package main\nimport _ \"github.com/lively-go/lively/examples/a/view\"\n",
			"examples/a/c.go":            "package main\nimport _ \"github.com/lively-go/lively/examples/b\"\n",
			"examples/a/d.go":            "package main\nimport _ \"github.com/lively-go/lively/diff\"\n",
			"new/a.go":                   "package new\n",
			"doc.go":                     "package lively\nimport _ \"github.com/lively-go/lively/live\"\n",
			"pubsub/a.go":                "package pubsub\nimport _ \"github.com/redis/go-redis/v9\"\n",
			"pubsub/redisbus/a.go":       "package redisbus\nimport _ \"github.com/redis/go-redis/v9\"\n",
			"internal/socket/a.go":       "package socket\nimport _ \"github.com/gorilla/websocket\"\n",
			"internal/socketry/a.go":     "package socketry\nimport _ \"github.com/gorilla/websocket\"\n",
			"livetest/testdata/x/bad.go": "package x\nimport _ \"C\"\n",
		},
		want: []string{
			"diff/a.go:4", "diff/a_test.go:2", "doc.go:2",
			"examples/a/a.go:2", "examples/a/c.go:2", "examples/a/d.go:2",
			"internal/session/a.go:2", "internal/socketry/a.go:2", "internal/wire/a.go:2",
			"live/a.go:2", "live/b.go:2", "new/a.go: in no layer", "pubsub/a.go:2",
		},
	}},
}}

func forbiddenImports(t *tree) (bad []string) {
	for _, name := range t.goFiles() {
		dir := path.Dir(name)
		l, ok := layerOf(dir)
		if !ok {
			bad = append(bad, name+": in no layer: add the directory to internal/rules/layers_test.go")
			continue
		}
		local, thirdParty := l.local, l.thirdParty
		if strings.HasSuffix(name, "_test.go") {
			local, thirdParty = slices.Concat(local, l.localTests), slices.Concat(thirdParty, testLibraries)
		}
		for _, spec := range t.parse(name).Imports {
			imp := importPath(spec)
			if !mayImport(dir, imp, local, thirdParty) {
				bad = append(bad, t.at(spec.Pos(), "%s may not import %s", l.dir, imp))
			}
		}
	}
	return bad
}

func mayImport(dir, imp string, local, thirdParty []string) bool {
	if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
		return true // standard library
	}
	localDir, isLocal := strings.CutPrefix(imp, module+"/")
	if !isLocal {
		return slices.ContainsFunc(thirdParty, func(p string) bool { return within(imp, p) })
	}
	return within(localDir, unit(dir)) || slices.ContainsFunc(local, func(p string) bool { return within(localDir, p) })
}

// unit returns the directory within which dir may import everything: itself with the packages below
// it, its example, or its module.
func unit(dir string) string {
	parts := strings.Split(dir, "/")
	switch {
	case parts[0] == "examples" && len(parts) > 1:
		return path.Join(parts[:2]...)
	case parts[0] == "bench", parts[0] == "e2e", parts[0] == "tools":
		return parts[0]
	}
	return dir
}

func layerOf(dir string) (best layer, ok bool) {
	for _, l := range layers {
		if (l.dir == dir || l.dir != "." && within(dir, l.dir)) && len(l.dir) >= len(best.dir) {
			best, ok = l, true
		}
	}
	return best, ok
}

// within reports whether p is dir or below it.
func within(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }
