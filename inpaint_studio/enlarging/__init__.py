"""What makes a picture larger: options, plan, and the engine that runs nets over tiles. No Qt."""
