"""What TensorBoard's own reader finds in a folder: tensorboard_reads.py FOLDER TAG prints the scalar's steps and values."""
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

folder, tag = sys.argv[1:]
events = EventAccumulator(folder, size_guidance={"scalars": 0, "images": 0})
events.Reload()
print(" ".join(f"{e.step}={e.value:g}" for e in events.Scalars(tag)))
