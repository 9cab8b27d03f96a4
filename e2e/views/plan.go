package views

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/lively-go/lively/live"
)

// A PlanData is the value of a form with rows in rows.
type PlanData struct {
	Stages []Stage `live:",min=1,max=6"`
}

// A Stage is a row with rows.
type Stage struct {
	Title string
	Done  bool
	Size  string
	Note  string
	Tags  []string
	Steps []Step
}

// A Step is a row in a row.
type Step struct{ Text string }

// String returns the titles and, in parentheses, the texts of the steps: "a(x y) b()".
func (d PlanData) String() string {
	var stages []string
	for _, stage := range d.Stages {
		var steps []string
		for _, step := range stage.Steps {
			steps = append(steps, step.Text)
		}
		stages = append(stages, stage.Title+"("+strings.Join(steps, " ")+")")
	}
	return strings.Join(stages, " ")
}

// Sizes and Tags are what the user can choose.
var (
	sizes = []string{"", "small", "large"}
	tags  = []string{"red", "green", "blue"}
)

// Plan is a page with the form of a PlanData, whose rows the user drags. Each event Tick renders it.
type Plan struct {
	Form  live.Form[PlanData]
	Ticks int
}

// NewPlan returns a page with stages, each with the steps x, y and z.
func NewPlan(titles ...string) *Plan {
	v := &Plan{}
	for _, title := range titles {
		v.Form.Value.Stages = append(v.Form.Value.Stages, Stage{Title: title, Steps: []Step{{"x"}, {"y"}, {"z"}}})
	}
	return v
}

// fields returns the values of all controls, by their names.
func (v *Plan) fields() string {
	fields := map[string]string{}
	add := func(name string) live.Field {
		f := v.Form.Field(name)
		fields[f.Name] = f.Value
		return f
	}
	for i, stage := range v.Form.Value.Stages {
		row := fmt.Sprintf("stages[%d]", i)
		add(row + ".title")
		add(row + ".size")
		add(row + ".note")
		fields[v.Form.Field(row+".done").Name] = strconv.FormatBool(stage.Done)
		fields[v.Form.Field(row+".tags").Name] = strings.Join(stage.Tags, ",")
		for j := range stage.Steps {
			add(fmt.Sprintf("%s.steps[%d].text", row, j))
		}
	}
	text, err := json.Marshal(fields)
	if err != nil {
		panic(err) // it has only texts
	}
	return string(text)
}

// Tick is an event of the page.
type Tick struct{}

// AddStage adds a stage before the others, as another user would.
type AddStage struct{ Title string }

// Events returns the events of the page.
func (v *Plan) Events() live.Events {
	return live.Events{
		live.OnForm(&v.Form, func(*live.Socket, PlanData) error { return nil }),
		live.On(func(*live.Socket, Tick) error { v.Ticks++; return nil }),
		live.On(func(_ *live.Socket, e AddStage) error {
			v.Form.Value.Stages = append([]Stage{{Title: e.Title}}, v.Form.Value.Stages...)
			return nil
		}),
	}
}
