package live

// ChangeSteps are the steps that [WithChange] returns.
type ChangeSteps struct{ steps []any }

// WithChange returns steps for [Form.Bind], which the browser takes when the user changes a control of the form, or
// adds, removes or moves a row. They are the same as for [Change].
func WithChange(steps ...any) ChangeSteps { return ChangeSteps{steps} }

// formSteps returns the values of the bindings of a form with the event name, for the steps of Bind.
func formSteps(name string, steps []any) (change, submit any) {
	if len(steps) == 0 {
		value := any(name) // converted once
		return value, value
	}
	changeSteps, submitSteps := []any{ownEvent(name)}, []any{ownEvent(name)}
	for _, step := range steps {
		if c, ok := step.(ChangeSteps); ok {
			changeSteps = append(changeSteps, c.steps...)
		} else {
			submitSteps = append(submitSteps, step)
		}
	}
	value := func(attr string, steps []any) string {
		if len(steps) == 1 {
			return name
		}
		return stepList(attr, steps)
	}
	return value("live-change", changeSteps), value("live-submit", submitSteps)
}

// An ownEvent is the step that sends the event of a form, by its name.
type ownEvent string
