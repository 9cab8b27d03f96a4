package js

import (
	"embed"
	"regexp"
	"sync"

	"github.com/lively-go/lively/internal/compress"
)

//go:embed dist/ui.js dist/commands.js dist/bindings.js dist/hooks.js dist/rows.js dist/navigation.js dist/dialogs.js dist/streams.js dist/debug.js
var dist embed.FS

// A Module is a script that the client loads when a page first needs it, from the URL of its own script, with
// .<Name>.js in place of .js.
type Module struct {
	Name string
	// Source is to be served as text/javascript.
	Source []byte
	// NeededBy matches the attributes for which a page needs the module: the name, =, and the value. Nil means that
	// every page needs it, unless OnCall is true.
	NeededBy *regexp.Regexp
	// OnCall reports whether no page needs the module by itself: a developer calls it in the console.
	OnCall bool
	// Gzip returns Source compressed by gzip. It compresses once; callers must not modify the result.
	Gzip func() []byte
}

// Modules are the modules of the client.
var Modules = []Module{
	newModule("ui", ""), // what a page rarely needs at first
	newModule("commands", `=\[`),
	newModule("bindings", `^live-(click-away|mouse|key(up|=)|window|viewport|mounted|remove|connected|disconnected|throttle|disable|poll|lazy)`),
	newModule("hooks", `^live-hook`),
	newModule("rows", `^live-(drag|row=)`),
	newModule("navigation", `^live-(patch|navigate|unsaved)`),
	newModule("dialogs", `^live-(modal|confirm-|portal|toggle)`),
	newModule("streams", `^live-stream`),
	onCall(newModule("debug", "")),
}

func newModule(name, neededBy string) Module {
	source, err := dist.ReadFile("dist/" + name + ".js")
	if err != nil {
		panic(err) // embed has no such file
	}
	m := Module{Name: name, Source: source, Gzip: sync.OnceValue(func() []byte { return compress.Gzip(source) })}
	if neededBy != "" {
		m.NeededBy = regexp.MustCompile(neededBy)
	}
	return m
}

func onCall(m Module) Module {
	m.OnCall = true
	return m
}

func sources(modules []Module) [][]byte {
	var parts [][]byte
	for _, m := range modules {
		parts = append(parts, m.Source)
	}
	return parts
}
