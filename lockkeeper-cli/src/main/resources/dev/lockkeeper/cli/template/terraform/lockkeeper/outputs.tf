output "image" {
  description = "The image, once its migrations are proved to be in the database."
  value       = var.image
  depends_on  = [terraform_data.gate]
}
