struct ResponseSettings {}
