package rules

import (
	"go/ast"
	"path"
	"strings"
)

var codeRules = []rule{
	{
		name:  "every package has a doc comment",
		check: packageDocs,
		violations: []violation{{
			files: map[string]string{
				"a/a.go":          "package a\n",
				"a/a_test.go":     "// Package a is documented in the wrong place.\npackage a\n",
				"b/b.go":          "// b does things.\npackage b\n",
				"c/c.go":          "package c\n",
				"c/doc.go":        "// Package c is fine.\npackage c\n",
				"cmd/x/main.go":   "package main\n",
				"cmd/y/main.go":   "// Y serves.\npackage main\n",
				"d/testdata/d.go": "package d\n",
				"e/e_test.go":     "package e\n",
			},
			want: []string{"a: package a", `b: package b`, "cmd/x: package main"},
		}},
	},
	{
		name:  "one file on each side imports gorilla/websocket",
		check: gorillaImports,
		violations: []violation{{
			files: map[string]string{
				"internal/socket/a.go":  "package socket\nimport _ \"github.com/gorilla/websocket\"\n",
				"internal/socket/b.go":  "package socket\nimport _ \"github.com/gorilla/websocket\"\n",
				"live/server.go":        "package live\nimport _ \"github.com/gorilla/websocket\"\n",
				"live/server_test.go":   "package live\nimport _ \"github.com/gorilla/websocket\"\n",
				"internal/client/a.go":  "package client\nimport _ \"github.com/gorilla/websocket\"\n",
				"internal/client/b.go":  "package client\nimport _ \"github.com/gorilla/websocket\"\n",
				"livetest/dial.go":      "package livetest\nimport _ \"github.com/gorilla/websocket\"\n",
				"bench/views/server.go": "package layer\nimport _ \"github.com/gorilla/websocket\"\n",
			},
			want: []string{"internal/client/b.go:2", "internal/socket/b.go:2", "live/server.go:2", "livetest/dial.go:2"},
		}},
	},
}

func packageDocs(t *tree) (bad []string) {
	names, documented := map[string]string{}, map[string]bool{}
	for _, name := range t.goFiles() {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, dir := t.parse(name), path.Dir(name)
		names[dir] = f.Name.Name
		if doc := f.Doc.Text(); doc != "" && (f.Name.Name == "main" || strings.HasPrefix(doc, "Package "+f.Name.Name+" ")) {
			documented[dir] = true
		}
	}
	for _, name := range t.goFiles() {
		dir := path.Dir(name)
		if pkg, ok := names[dir]; ok && !documented[dir] {
			bad = append(bad, dir+": package "+pkg+" has no doc comment")
			documented[dir] = true
		}
	}
	return bad
}

// gorillaImports allows one file of the server and one of the Go client to import the WebSocket
// library, so that its requirements (one writer, buffers, deadlines) are met in one place on each
// side.
func gorillaImports(t *tree) (bad []string) {
	owners := map[string]string{"internal/socket": "", "internal/client": ""} // file by directory
	for _, name := range t.goFiles() {
		switch top, _, _ := strings.Cut(name, "/"); {
		case strings.HasSuffix(name, "_test.go"), top == "bench", top == "e2e":
			continue
		}
		for _, spec := range t.parse(name).Imports {
			if importPath(spec) != "github.com/gorilla/websocket" {
				continue
			}
			if owner, ok := owners[path.Dir(name)]; ok && owner == "" {
				owners[path.Dir(name)] = name
				continue
			}
			bad = append(bad, t.at(spec.Pos(), "only one file of internal/socket, and one of internal/client, may import gorilla/websocket"))
		}
	}
	return bad
}

func importPath(spec *ast.ImportSpec) string { return strings.Trim(spec.Path.Value, "`\"") }
