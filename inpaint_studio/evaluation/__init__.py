"""What measures: metrics, rivals, and the sheets that put them side by side."""
