// The hook lets users drag the items of a list with SortableJS, and pushes where an item was dropped.
import "/static/third-party/sortablejs-1.15.7/Sortable.min.js"

liveSocket.hook("sortable", {
	mounted() {
		this.sortable = new Sortable(this.el, {
			handle: ".sortable-grip",
			draggable: ".sortable-item",
			forceFallback: true, // the same for mouse and touch
			fallbackOnBody: true, // a copy in the list would have the key of the item
			ghostClass: "sortable-target",
			onEnd: ({ item, newDraggableIndex, oldDraggableIndex }) => {
				if (newDraggableIndex !== oldDraggableIndex) this.push.Moved({ item: item.dataset.item, to: newDraggableIndex })
			},
		})
	},

	destroyed() {
		this.sortable.destroy()
	},
})
