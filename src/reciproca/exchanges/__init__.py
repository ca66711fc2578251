"""What people say of what they gave each other: recognitions and recommendations."""
