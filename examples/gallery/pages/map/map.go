// Package areas is a page with a map, whose areas the view knows.
package areas

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/lively-go/lively/live"
)

// Map is the view.
type Map struct{ Visited []string }

// Visit is pushed by the hook when the user clicks an area, and sent by the buttons.
type Visit struct{ Name string }

// areas lists the areas, with their corners.
var areas = []area{
	{"West", [][2]float64{{0, 0}, {40, 5}, {45, 60}, {5, 55}}},
	{"Lake", [][2]float64{{40, 5}, {70, 10}, {68, 35}, {43, 32}}},
	{"East", [][2]float64{{43, 32}, {68, 35}, {70, 10}, {100, 8}, {95, 58}, {45, 60}}},
}

type area struct {
	name    string
	corners [][2]float64
}

// Events lists the handlers.
func (v *Map) Events() live.Events { return live.Events{live.On(v.visit)} }

func (v *Map) visit(_ *live.Socket, e Visit) error {
	if !slices.ContainsFunc(areas, func(a area) bool { return a.name == e.Name }) {
		return live.ErrGone
	}
	if i := slices.Index(v.Visited, e.Name); i >= 0 {
		v.Visited = slices.Delete(v.Visited, i, i+1)
	} else {
		v.Visited = append(v.Visited, e.Name)
	}
	return nil
}

func (v *Map) isVisited(name string) bool { return slices.Contains(v.Visited, name) }

func (v *Map) status() string {
	if len(v.Visited) == 0 {
		return "Visited: none."
	}
	return "Visited: " + strings.Join(v.Visited, ", ") + "."
}

// geoJSON returns the areas for the hook.
func (v *Map) geoJSON() (string, error) {
	type object map[string]any
	var features []object
	for _, a := range areas {
		features = append(features, object{
			"type":       "Feature",
			"properties": object{"name": a.name, "visited": v.isVisited(a.name)},
			"geometry":   object{"type": "Polygon", "coordinates": [][][2]float64{append(a.corners[:len(a.corners):len(a.corners)], a.corners[0])}},
		})
	}
	b, err := json.Marshal(object{"type": "FeatureCollection", "features": features})
	return string(b), err
}
