-- Prefect keeps its own database beside the warehouse.
CREATE DATABASE prefect OWNER pledge;
